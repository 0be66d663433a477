using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a probe's answer is for.</summary>
[Experimental("ASPIREPROBES001")]
public enum ProbeType
{
    /// <summary>Whether the start is over.</summary>
    Startup,

    /// <summary>Whether requests may come.</summary>
    Readiness,

    /// <summary>Whether it is to be started anew.</summary>
    Liveness,
}
