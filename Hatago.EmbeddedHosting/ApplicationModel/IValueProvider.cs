namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that is known only when the application starts.</summary>
public interface IValueProvider
{
    /// <summary>The value, once it is known.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}
