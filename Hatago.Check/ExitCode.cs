namespace Hatago.Check;

/// <summary>What the process ends with; also told by <c>--help</c>.</summary>
internal static class ExitCode
{
    /// <summary>Every SLO is met, as far as there is traffic to tell.</summary>
    public const int Fine = 0;

    /// <summary>An SLO is broken, or Hatago is not ready.</summary>
    public const int Broken = 1;

    /// <summary>Hatago does not answer, or says nothing that could be judged.</summary>
    public const int Unreachable = 2;

    /// <summary>EX_USAGE of sysexits.h.</summary>
    public const int Usage = 64;
}
