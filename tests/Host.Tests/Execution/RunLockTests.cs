using Astra.Host.Errors;
using Astra.Host.Execution;

namespace Astra.Host.Tests.Execution;

public sealed class RunLockTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("astra-lock-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void One_run_holds_it_until_it_ends()
    {
        using (RunLock.Take(folder))
        {
            Assert.Null(RunLock.TryTake(folder));
            Assert.Equal(ExitCode.WrongConfiguration, Assert.Throws<UserException>(() => RunLock.Take(folder)).ExitCode);
        }

        using RunLock? free = RunLock.TryTake(folder);
        Assert.NotNull(free);
    }

    [Fact]
    public async Task A_run_is_not_refused_because_somebody_asks_whether_there_is_one()
    {
        using CancellationTokenSource enough = new();
        Task asking = Task.Run(() =>
        {
            while (!enough.IsCancellationRequested)
            {
                _ = RunLock.IsHeld(folder);
                Thread.Yield();
            }
        });
        try
        {
            for (int run = 0; run < 50; run++)
            {
                RunLock.Take(folder).Dispose();
            }
        }
        finally
        {
            enough.Cancel();
            await asking;
        }
    }
}
