using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resources of an application.</summary>
public interface IResourceCollection : IList<IResource>;

internal sealed class ResourceCollection : Collection<IResource>, IResourceCollection
{
    /// <exception cref="DistributedApplicationException">A resource of that name is there already.</exception>
    protected override void InsertItem(int index, IResource item)
    {
        if (this.Any(other => other.Name.Equals(item.Name, StringComparison.OrdinalIgnoreCase)))
            throw new DistributedApplicationException($"There is a resource named '{item.Name}' already; names are unique.");
        base.InsertItem(index, item);
    }
}
