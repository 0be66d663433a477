namespace Hatago.Tests.Sessions;

public sealed class RedisSettingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HATAGO_REDIS", "redis:6379,password=hunter2,colour=blue")]
    [InlineData("HATAGO_REDIS", "password=hunter2")]
    [InlineData("Hatago__Redis", "redis:6379,password=hunter2,ssl=perhaps")]
    public async Task A_connection_string_that_does_not_parse_stops_the_start_without_printing_its_password(string name, string value)
    {
        await using var server = ServerProcess.Start((name, value));

        Assert.Equal(78, await server.ExitAsync(Cancellation));
        Assert.Equal($"hatago: {name.Replace("__", ":")} is not valid; allowed is a StackExchange.Redis connection string.", server.Errors);
        Assert.Empty(server.Output);
    }
}
