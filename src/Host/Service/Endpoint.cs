using System.Net;
using System.Text;
using Astra.Host.Errors;
using Astra.Host.Observability;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Astra.Host.Service;

/// <summary>
/// Answers on 127.0.0.1: <c>/live</c> and <c>/ready</c> with 200 or 503 and a line for each check, <c>/metrics</c> for Prometheus. Nothing else, and
/// to nobody else.
/// </summary>
sealed class Endpoint : IDisposable
{
    readonly HttpListener listener = new();
    readonly HealthCheckService health;
    readonly PrometheusText metrics = new();
    readonly Task answering;

    /// <exception cref="UserException">The port is taken.</exception>
    public Endpoint(int port, HealthCheckService health)
    {
        this.health = health;
        listener.Prefixes.Add(Invariant($"http://127.0.0.1:{port}/"));
        listener.Prefixes.Add(Invariant($"http://localhost:{port}/"));
        try
        {
            listener.Start();
        }
        catch (HttpListenerException e)
        {
            metrics.Dispose();
            throw UserException.Configuration(Invariant($"The port {port} (service:port) cannot be used: {e.Message}. Choose another, or 0 for none."), e);
        }

        answering = Task.Run(Answer);
    }

    public void Dispose()
    {
        listener.Close();
        answering.Wait(TimeSpan.FromSeconds(1));
        metrics.Dispose();
    }

    async Task Answer()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // Closed: the service is stopping.
                return;
            }

            // One who asks and does not read the answer keeps nobody else waiting.
            _ = AnswerOne(context);
        }
    }

    async Task AnswerOne(HttpListenerContext context)
    {
        try
        {
            await Answer(context);
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
        {
            // Whoever asked has gone.
        }
    }

    async Task Answer(HttpListenerContext context)
    {
        HttpListenerResponse response = context.Response;
        string text;
        switch (context.Request.Url?.AbsolutePath)
        {
            case "/live" or "/ready":
                string tag = context.Request.Url.AbsolutePath[1..];
                HealthReport report = await health.CheckHealthAsync(check => check.Tags.Contains(tag));
                response.StatusCode = report.Status == HealthStatus.Unhealthy ? 503 : 200;
                text = string.Concat(report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Status.ToString().ToLowerInvariant()} {entry.Value.Description}".TrimEnd() + "\n"));
                response.ContentType = "text/plain; charset=utf-8";
                break;
            case "/metrics":
                text = metrics.Write();
                response.ContentType = PrometheusText.ContentType;
                break;
            default:
                response.StatusCode = 404;
                text = "/live, /ready, /metrics\n";
                break;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        response.ContentLength64 = bytes.Length;
        await response.OutputStream.WriteAsync(bytes);
        response.Close();
    }
}
