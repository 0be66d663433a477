namespace Hatago.Tests.Logging;

/// <summary>Secrets of every kind, as their standards and vendors publish them for examples and tests.</summary>
internal static class Secrets
{
    private const string Pem = """
        -----BEGIN PRIVATE KEY-----
        MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQgVcB/UNPxalR9zDYAjQIf
        jojUDiQuGnSJrFEEzZPT/92hRANCAASc7UJtgnF/abqWM60T3XNJEzBv5ez9TdwK
        -----END PRIVATE KEY-----
        """;

    /// <summary>A text, and the part of it that must be nowhere.</summary>
    public static IReadOnlyList<(string Kind, string Text, string Needle)> All { get; } =
    [
        ("JWT of RFC 7519 section 3.1", "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "dBjftJeZ4CVP"),
        ("bearer of RFC 6750 section 2.1", "Bearer mF_9.B5f-4.1JqM", "mF_9.B5f-4.1JqM"),
        ("basic of RFC 7617 section 2", "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "QWxhZGRpbjpvcGVuIHNlc2FtZQ"),
        ("password", "user=ann&password=tr0ub4dor-and-3", "tr0ub4dor-and-3"),
        ("JSON", """{"user":"ann","Client-Secret":"horse.battery.staple"}""", "horse.battery.staple"),
        ("cookie of RFC 6265 section 3.1", "Set-Cookie: SID=31d4d96e407aad42; Path=/; Secure; HttpOnly", "31d4d96e407aad42"),
        ("PEM of RFC 7468 section 10", Pem, "jojUDiQuGnSJrFEEzZPT"),
        ("AWS's example key", "AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
        ("AWS's example secret", "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI"),
        ("Google key", "AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe", "SyDaGmWKa4JsXZ"),
        ("GitHub token", "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "16C7e42F292c6912E7710c838347Ae178B4a"),
        ("Visa's test card", "4242 4242 4242 4242", "4242 4242 4242"),
        ("American Express's test card", "378282246310005", "378282246310005"),
        ("connection string", "postgres://hatago:s3cr3tpw@db:5432/hatago", "s3cr3tpw"),
    ];

    public static TheoryData<string, string, string> Theory => [.. All.Select(one => new TheoryDataRow<string, string, string>(one.Kind, one.Text, one.Needle))];
}
