namespace Aspire.Hosting.Testing;

/// <summary>The application as its AppHost describes it, to be changed by a test before it is built.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable
{
    /// <summary>Builds the application; it is not started. Disposing it stops what runs.</summary>
    /// <param name="cancellationToken">Ends the build.</param>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
