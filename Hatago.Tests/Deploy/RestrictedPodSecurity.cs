using k8s.Models;

namespace Hatago.Tests.Deploy;

/// <summary>The pod security standard "restricted" (https://kubernetes.io/docs/concepts/security/pod-security-standards/), which includes "baseline".</summary>
internal static class RestrictedPodSecurity
{
    private static readonly string[] Volumes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret", "image"];

    /// <returns>What the standard forbids, each with where it is.</returns>
    public static IEnumerable<string> Violations(V1PodSpec pod)
    {
        if (pod.HostNetwork is true || pod.HostPID is true || pod.HostIPC is true)
            yield return "the pod shares a namespace of its host";
        foreach (var volume in pod.Volumes ?? [])
        {
            if (Kind(volume) is var kind && !Volumes.Contains(kind))
                yield return $"volume {volume.Name} is of the kind {kind}";
        }

        foreach (var container in (pod.InitContainers ?? []).Concat(pod.Containers))
        {
            var security = container.SecurityContext ?? new();
            if (security.Privileged is true)
                yield return $"{container.Name} is privileged";
            if (security.AllowPrivilegeEscalation is not false)
                yield return $"{container.Name} may gain privileges";
            if (security.Capabilities?.Drop?.Contains("ALL") is not true)
                yield return $"{container.Name} keeps capabilities";
            if (security.Capabilities?.Add?.Any(one => one != "NET_BIND_SERVICE") is true)
                yield return $"{container.Name} adds capabilities";
            if ((security.RunAsNonRoot ?? pod.SecurityContext?.RunAsNonRoot) is not true)
                yield return $"{container.Name} may run as root";
            if ((security.RunAsUser ?? pod.SecurityContext?.RunAsUser) == 0)
                yield return $"{container.Name} runs as root";
            if ((security.SeccompProfile ?? pod.SecurityContext?.SeccompProfile)?.Type is not ("RuntimeDefault" or "Localhost"))
                yield return $"{container.Name} has no seccomp profile";
            if (container.Ports?.Any(port => port.HostPort is > 0) is true)
                yield return $"{container.Name} takes a port of its host";
            if (security.ProcMount is not (null or "Default"))
                yield return $"{container.Name} sees more of /proc";
        }
    }

    private static string Kind(V1Volume volume) =>
        volume.ConfigMap is not null ? "configMap"
        : volume.EmptyDir is not null ? "emptyDir"
        : volume.Secret is not null ? "secret"
        : volume.Image is not null ? "image"
        : volume.HostPath is not null ? "hostPath"
        : "another";
}
