namespace Aspire.Hosting;

/// <summary>The application is described wrongly, or cannot be started as it is described.</summary>
/// <param name="message">What is wrong, and what to do.</param>
public class DistributedApplicationException(string message) : Exception(message);
