using Astra.Host.Reports;
using Microsoft.Playwright;

namespace Astra.Host.Tests.Reports;

/// <summary>
/// The page in a browser. With the environment variable ASTRA_SCREENSHOTS, a folder, the tests leave pictures there for people to look at.
/// </summary>
public sealed class BrowserTests : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("astra-page-").FullName;
    readonly List<string> complaints = [];
    IPlaywright? playwright;
    IBrowser? browser;

    public async Task InitializeAsync()
    {
        if (new ChromiumFactAttribute().Skip is null)
        {
            playwright = await Playwright.CreateAsync();
            browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = ChromiumFactAttribute.Program, Args = ["--no-sandbox"] });
        }
    }

    public async Task DisposeAsync()
    {
        await (browser?.DisposeAsync() ?? default);
        playwright?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [ChromiumFact]
    public async Task A_point_shows_its_star_and_a_click_shows_what_all_pipelines_say()
    {
        IPage page = await Open(InventedReport.Of(40));
        string label = await Hover(page, "#kiel .kiel:first-child", 7, "2M00000007+0000000");
        Assert.Contains("Teff 4,045 ± 31 K", label);

        await page.Mouse.DownAsync();
        await page.Mouse.UpAsync();
        ILocator panel = page.Locator("#panel");
        await panel.WaitForAsync();
        string said = await panel.InnerTextAsync();
        Assert.Contains("2M00000007+0000000", said);
        Assert.Contains("First", said);
        Assert.Contains("Second", said);
        await Picture(page, "star.png", wholePage: false);
        Assert.Empty(complaints);
    }

    [ChromiumFact]
    public async Task A_star_is_found_by_its_name_and_let_go_with_escape()
    {
        IPage page = await Open(InventedReport.Of(40));
        await page.FillAsync("#star", "00000012");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("2M00000012+0000000", await page.Locator("#panel h3").InnerTextAsync());
        await page.Keyboard.PressAsync("Escape");
        Assert.True(await page.Locator("#panel").IsHiddenAsync());
        await page.FillAsync("#star", "nobody");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("missing", await page.Locator("#star").GetAttributeAsync("class"));
        Assert.Empty(complaints);
    }

    [ChromiumFact]
    public async Task Light_and_dark_follow_the_reader_and_the_switch()
    {
        IPage light = await Open(InventedReport.Of(400), ColorScheme.Light);
        string lightPage = await Background(light);
        await Picture(light, "light.png");
        await light.ClickAsync("#theme");
        string switched = await Background(light);
        IPage dark = await Open(InventedReport.Of(400), ColorScheme.Dark);
        Assert.Equal(switched, await Background(dark));
        Assert.NotEqual(lightPage, switched);
        await Picture(dark, "dark.png");
        Assert.Empty(complaints);
    }

    [ChromiumFact]
    public async Task Every_button_can_be_pressed_and_every_diagram_drawn()
    {
        IPage page = await Open(InventedReport.Of(60));
        ILocator buttons = page.Locator("section button:not(.link), .bad-switch, summary");

        // Some of them bring others with them.
        for (int i = 0; i < await buttons.CountAsync(); i++)
        {
            await buttons.Nth(i).ClickAsync();
        }

        foreach (ILocator plot in await page.Locator(".plot").AllAsync())
        {
            await plot.ScrollIntoViewIfNeededAsync();
            await plot.Locator(".main-svg").First.WaitForAsync();
        }

        Assert.Empty(complaints);
    }

    [ChromiumFact]
    public async Task Names_and_texts_with_markup_are_shown_as_they_are()
    {
        IPage page = await Open(InventedReport.Of(12, InventedReport.HostileText, InventedReport.HostileText));
        Assert.Equal(0, await page.Locator("img").CountAsync());
        await page.FillAsync("#star", "</script>");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal(InventedReport.HostileText, await page.Locator("#panel h3").InnerTextAsync());
        await page.Keyboard.PressAsync("Escape");
        Assert.Contains("<img src=x", await Hover(page, "#kiel .kiel:first-child", 0, InventedReport.HostileText));
        Assert.Empty(complaints);
    }

    [ChromiumFact]
    public async Task Without_teff_there_is_no_empty_diagram()
    {
        Report report = InventedReport.Of(10);
        IPage page = await Open(report with { Results = [report.Results[2]], Comparisons = [], Truth = null, Examples = [], Remarkable = [], Failures = [] });
        Assert.Equal(["summary", "flags"], await page.Locator("section").EvaluateAllAsync<string[]>("all => all.map(each => each.id)"));
        Assert.Equal(0, await page.Locator(".plot").CountAsync());
        Assert.Empty(complaints);
    }

    async Task<IPage> Open(Report report, ColorScheme scheme = ColorScheme.Light)
    {
        string file = Path.Combine(folder, "report.html");
        using (StreamWriter writer = new(file))
        {
            ReportPage.Write(writer, report, ReportLibrary.Read(AppContext.BaseDirectory));
        }

        IPage page = await browser!.NewPageAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = 1440, Height = 1000 }, Offline = true, ReducedMotion = ReducedMotion.Reduce });
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
        page.RequestFailed += (_, request) => complaints.Add($"asked for {request.Url}");
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        return page;
    }

    /// <summary>Moves the mouse to the point of a star in a diagram, and waits until the label there has a text.</summary>
    /// <returns>The label.</returns>
    static async Task<string> Hover(IPage page, string card, int star, string text)
    {
        ILocator plot = page.Locator($"{card} .plot");
        await plot.ScrollIntoViewIfNeededAsync();
        await plot.Locator(".points path").First.WaitForAsync();
        ILocator label = page.Locator(".hoverlayer .hovertext", new() { HasText = text });
        for (int attempt = 1; ; attempt++)
        {
            // On a busy machine the page may still be moving when the place is asked for.
            float[] place = await plot.EvaluateAsync<float[]>(
                """
                (plot, star) => {
                  const trace = plot.data.find(each => each.customdata.includes(star));
                  const point = trace.customdata.indexOf(star);
                  const area = plot.querySelector(".nsewdrag").getBoundingClientRect();
                  const share = (axis, value) => (value - axis.range[0]) / (axis.range[1] - axis.range[0]);
                  return [area.left + area.width * share(plot.layout.xaxis, trace.x[point]), area.bottom - area.height * share(plot.layout.yaxis, trace.y[point])];
                }
                """, star);
            await page.Mouse.MoveAsync(place[0] + 25, place[1]);
            await page.Mouse.MoveAsync(place[0], place[1], new() { Steps = 5 });
            try
            {
                await label.First.WaitForAsync(new() { Timeout = 3000 });
                return await label.First.TextContentAsync() ?? "";
            }
            catch (TimeoutException) when (attempt < 10)
            {
            }
        }
    }

    static Task<string> Background(IPage page) => page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    static async Task Picture(IPage page, string name, bool wholePage = true)
    {
        string? pictures = Environment.GetEnvironmentVariable("ASTRA_SCREENSHOTS");
        byte[] picture = await page.ScreenshotAsync(new() { FullPage = wholePage, Path = pictures is null ? null : Path.Combine(pictures, name) });
        Assert.True(picture.Length > 50_000);
    }
}
