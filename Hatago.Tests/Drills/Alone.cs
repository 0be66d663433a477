namespace Hatago.Tests.Drills;

/// <summary>Drills put load on the machine: each runs alone, after the tests that run side by side.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Drills";
}
