using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;

namespace Hatago.ServiceDefaults.Telemetry;

/// <summary>
/// The samplers of <c>OTEL_TRACES_SAMPLER</c>. What one leaves out is recorded all the same, so that <see cref="KeptTraces"/> can
/// still keep it when it turns out an error or slow.
/// </summary>
internal sealed class TraceSampling(Sampler sampler) : Sampler
{
    private const string AlwaysOff = "always_off";

    public static readonly IReadOnlyList<string> Names =
        ["always_on", AlwaysOff, "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];

    public static Sampler From(IConfiguration configuration)
    {
        var ratio = new TraceIdRatioBasedSampler(double.Parse(configuration["Hatago:TracesSamplerArg"]!, CultureInfo.InvariantCulture));
        return configuration["Hatago:TracesSampler"] switch
        {
            AlwaysOff => new AlwaysOffSampler(),
            "always_on" => new AlwaysOnSampler(),
            "traceidratio" => new TraceSampling(ratio),
            "parentbased_always_off" => new TraceSampling(new ParentBasedSampler(new AlwaysOffSampler())),
            "parentbased_traceidratio" => new TraceSampling(new ParentBasedSampler(ratio)),
            _ => new TraceSampling(new ParentBasedSampler(new AlwaysOnSampler())),
        };
    }

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var result = sampler.ShouldSample(samplingParameters);
        return result.Decision == SamplingDecision.Drop ? new(SamplingDecision.RecordOnly, result.Attributes, result.TraceStateString) : result;
    }
}
