namespace Hatago.Tests.SupplyChain;

/// <summary>One package of a lock file.</summary>
/// <param name="Name">As its author writes it.</param>
/// <param name="Type"><c>Direct</c>, <c>Transitive</c> or <c>CentralTransitive</c>.</param>
/// <param name="Requested">The range that was asked for; null for what only another package asks for.</param>
/// <param name="Resolved">The version that is taken.</param>
/// <param name="ContentHash">SHA-512 of what is taken.</param>
internal sealed record LockedPackage(string Name, string Type, string? Requested, string Resolved, string? ContentHash);
