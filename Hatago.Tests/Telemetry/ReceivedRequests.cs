using System.Collections.Concurrent;
using Google.Protobuf;

namespace Hatago.Tests.Telemetry;

/// <summary>Every export request, in the order of arrival. A request is read-only from then on.</summary>
internal sealed class ReceivedRequests
{
    private readonly ConcurrentQueue<IMessage> _requests = [];

    public IReadOnlyList<IMessage> All => [.. _requests];

    public void Add(IMessage request) => _requests.Enqueue(request);
}
