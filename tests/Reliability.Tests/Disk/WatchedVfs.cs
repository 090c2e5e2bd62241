using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static SQLitePCL.raw;

namespace Astra.Reliability.Tests.Disk;

/// <summary>
/// SQLite's way to files in this process: the system's own, and whoever watches a folder is told of every call for a file in it and may make it fail.
/// It is the default of the whole process, which is why these tests are in an assembly of their own.
/// </summary>
static unsafe class WatchedVfs
{
    static readonly Lock Watching = new();
    static NativeVfs* system;
    static NativeVfs* own;
    static NativeMethods* methods;
    static Watch? watch;

    /// <summary>Watches a folder until what is given back is disposed.</summary>
    public static IDisposable Watch(string folder, IFileWatcher watcher)
    {
        Register();
        lock (Watching)
        {
            Assert.Null(watch);
            watch = new Watch(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, watcher);
            return watch;
        }
    }

    public static void Forget() => watch = null;

    static void Register()
    {
        lock (Watching)
        {
            if (own is not null)
            {
                return;
            }

            SQLitePCL.Batteries_V2.Init();
            system = NativeSqlite.Find(null);
            own = (NativeVfs*)NativeMemory.AllocZeroed((nuint)sizeof(NativeVfs));
            *own = *system;
            own->FileBytes = sizeof(OpenFile) + system->FileBytes;
            own->Next = null;
            own->Name = (byte*)Marshal.StringToCoTaskMemUTF8("watched");
            own->Open = &Open;
            own->Delete = &Delete;
            own->Access = &Access;

            // Version 2: a file cannot be mapped into memory, so that no reading and writing goes unseen.
            methods = (NativeMethods*)NativeMemory.AllocZeroed((nuint)sizeof(NativeMethods));
            *methods = new NativeMethods
            {
                Version = 2,
                Close = &Close,
                Read = &Read,
                Write = &Write,
                Truncate = &Truncate,
                Sync = &Sync,
                FileSize = &FileSize,
                Lock = &LockFile,
                Unlock = &Unlock,
                CheckReservedLock = &CheckReservedLock,
                FileControl = &FileControl,
                SectorSize = &SectorSize,
                DeviceCharacteristics = &DeviceCharacteristics,
                ShmMap = &ShmMap,
                ShmLock = &ShmLock,
                ShmBarrier = &ShmBarrier,
                ShmUnmap = &ShmUnmap,
            };
            Assert.Equal(SQLITE_OK, NativeSqlite.Register(own, makeDefault: 1));
        }
    }

    /// <summary>What SQLite allocates for a file: ours, and after it the system's.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct OpenFile
    {
        public NativeFile Base;
        public nint Handle;
    }

    static NativeFile* Inner(NativeFile* file) => (NativeFile*)((byte*)file + sizeof(OpenFile));

    static WatchedFile? Watched(NativeFile* file) =>
        ((OpenFile*)file)->Handle is var handle and not 0 ? (WatchedFile)GCHandle.FromIntPtr(handle).Target! : null;

    /// <summary>Asks the watcher first, does the system's part unless it is to fail, and tells the watcher of what was done.</summary>
    static int Do(WatchedFile? file, FileCall call, long bytes, delegate*<void*, int> inner, void* arguments, Action<WatchedFile>? done)
    {
        if (file is null)
        {
            return inner(arguments);
        }

        try
        {
            int error = file.Watcher.Before(call, file, bytes);
            if (error != SQLITE_OK)
            {
                return error;
            }

            int rc = inner(arguments);
            if (rc == SQLITE_OK)
            {
                done?.Invoke(file);
            }

            return rc;
        }
        catch (Exception mistake)
        {
            // Nothing may be thrown through SQLite.
            file.Watcher.Mistake(mistake);
            return SQLITE_IOERR;
        }
    }

    static string? WatchedPath(byte* name, out IFileWatcher? watcher)
    {
        Watch? current = watch;
        string? path = name is null ? null : Marshal.PtrToStringUTF8((nint)name);
        watcher = path is not null && current is not null && path.StartsWith(current.Folder, StringComparison.Ordinal) ? current.Watcher : null;
        return watcher is null ? null : path;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Open(NativeVfs* vfs, byte* name, NativeFile* file, int flags, int* outFlags)
    {
        ((OpenFile*)file)->Handle = 0;
        file->Methods = null;
        string? path = WatchedPath(name, out IFileWatcher? watcher);
        WatchedFile? watched = null;
        if (path is not null)
        {
            bool isNew = !File.Exists(path);
            watched = new WatchedFile(path, watcher!, isNew, isNew && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0);
        }

        OpenArguments arguments = new() { Name = name, File = Inner(file), Flags = flags, OutFlags = outFlags };
        int rc = Do(watched, FileCall.Open, 0, &OpenInner, &arguments, opened => opened.Watcher.Opened(opened));
        if (rc == SQLITE_OK)
        {
            file->Methods = methods;
            ((OpenFile*)file)->Handle = watched is null ? 0 : GCHandle.ToIntPtr(GCHandle.Alloc(watched));
        }

        return rc;
    }

    struct OpenArguments
    {
        public byte* Name;
        public NativeFile* File;
        public int Flags;
        public int* OutFlags;
    }

    static int OpenInner(void* arguments)
    {
        OpenArguments* a = (OpenArguments*)arguments;
        return system->Open(system, a->Name, a->File, a->Flags, a->OutFlags);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Delete(NativeVfs* vfs, byte* name, int syncFolder)
    {
        string? path = WatchedPath(name, out IFileWatcher? watcher);
        WatchedFile? watched = path is null ? null : new WatchedFile(path, watcher!, false, false);
        NameArguments arguments = new() { Name = name, Number = syncFolder };
        return Do(watched, FileCall.Delete, 0, &DeleteInner, &arguments, deleted => deleted.Watcher.Deleted(deleted.Path, syncFolder != 0));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Access(NativeVfs* vfs, byte* name, int flags, int* result)
    {
        string? path = WatchedPath(name, out IFileWatcher? watcher);
        WatchedFile? watched = path is null ? null : new WatchedFile(path, watcher!, false, false);
        NameArguments arguments = new() { Name = name, Number = flags, Result = result };
        return Do(watched, FileCall.Access, 0, &AccessInner, &arguments, null);
    }

    struct NameArguments
    {
        public byte* Name;
        public int Number;
        public int* Result;
    }

    static int DeleteInner(void* arguments) => system->Delete(system, ((NameArguments*)arguments)->Name, ((NameArguments*)arguments)->Number);

    static int AccessInner(void* arguments)
    {
        NameArguments* a = (NameArguments*)arguments;
        return system->Access(system, a->Name, a->Number, a->Result);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Close(NativeFile* file)
    {
        nint handle = ((OpenFile*)file)->Handle;
        if (handle != 0)
        {
            GCHandle.FromIntPtr(handle).Free();
            ((OpenFile*)file)->Handle = 0;
        }

        return Inner(file)->Methods->Close(Inner(file));
    }

    struct TransferArguments
    {
        public NativeFile* File;
        public byte* Bytes;
        public int Count;
        public long Offset;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Read(NativeFile* file, byte* bytes, int count, long offset)
    {
        TransferArguments arguments = new() { File = Inner(file), Bytes = bytes, Count = count, Offset = offset };
        return Do(Watched(file), FileCall.Read, count, &ReadInner, &arguments, null);
    }

    static int ReadInner(void* arguments)
    {
        TransferArguments* a = (TransferArguments*)arguments;
        return a->File->Methods->Read(a->File, a->Bytes, a->Count, a->Offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Write(NativeFile* file, byte* bytes, int count, long offset)
    {
        TransferArguments arguments = new() { File = Inner(file), Bytes = bytes, Count = count, Offset = offset };
        return Do(
            Watched(file), FileCall.Write, offset + count, &WriteInner, &arguments,
            written => written.Watcher.Written(written, new FileWrite(offset, new ReadOnlySpan<byte>(bytes, count).ToArray())));
    }

    static int WriteInner(void* arguments)
    {
        TransferArguments* a = (TransferArguments*)arguments;
        return a->File->Methods->Write(a->File, a->Bytes, a->Count, a->Offset);
    }

    struct NumberArguments
    {
        public NativeFile* File;
        public long Number;
        public void* Result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Truncate(NativeFile* file, long length)
    {
        NumberArguments arguments = new() { File = Inner(file), Number = length };
        return Do(
            Watched(file), FileCall.Truncate, 0, &TruncateInner, &arguments,
            cut => cut.Watcher.Written(cut, new FileTruncation(length)));
    }

    static int TruncateInner(void* arguments)
    {
        NumberArguments* a = (NumberArguments*)arguments;
        return a->File->Methods->Truncate(a->File, a->Number);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Sync(NativeFile* file, int flags)
    {
        NumberArguments arguments = new() { File = Inner(file), Number = flags };
        return Do(Watched(file), FileCall.Sync, 0, &SyncInner, &arguments, synced => synced.Watcher.Synced(synced));
    }

    static int SyncInner(void* arguments)
    {
        NumberArguments* a = (NumberArguments*)arguments;
        return a->File->Methods->Sync(a->File, (int)a->Number);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int FileSize(NativeFile* file, long* size)
    {
        NumberArguments arguments = new() { File = Inner(file), Result = size };
        return Do(Watched(file), FileCall.FileSize, 0, &FileSizeInner, &arguments, null);
    }

    static int FileSizeInner(void* arguments)
    {
        NumberArguments* a = (NumberArguments*)arguments;
        return a->File->Methods->FileSize(a->File, (long*)a->Result);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int LockFile(NativeFile* file, int level)
    {
        NumberArguments arguments = new() { File = Inner(file), Number = level };
        return Do(Watched(file), FileCall.Lock, 0, &LockInner, &arguments, null);
    }

    static int LockInner(void* arguments)
    {
        NumberArguments* a = (NumberArguments*)arguments;
        return a->File->Methods->Lock(a->File, (int)a->Number);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Unlock(NativeFile* file, int level) => Inner(file)->Methods->Unlock(Inner(file), level);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int CheckReservedLock(NativeFile* file, int* result) => Inner(file)->Methods->CheckReservedLock(Inner(file), result);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int FileControl(NativeFile* file, int operation, void* argument) => Inner(file)->Methods->FileControl(Inner(file), operation, argument);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int SectorSize(NativeFile* file) => Inner(file)->Methods->SectorSize(Inner(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int DeviceCharacteristics(NativeFile* file) => Inner(file)->Methods->DeviceCharacteristics(Inner(file));

    struct ShmArguments
    {
        public NativeFile* File;
        public int First;
        public int Second;
        public int Third;
        public void** Result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int ShmMap(NativeFile* file, int page, int pageBytes, int extend, void** result)
    {
        ShmArguments arguments = new() { File = Inner(file), First = page, Second = pageBytes, Third = extend, Result = result };
        return Do(Watched(file), FileCall.ShmMap, 0, &ShmMapInner, &arguments, null);
    }

    static int ShmMapInner(void* arguments)
    {
        ShmArguments* a = (ShmArguments*)arguments;
        return a->File->Methods->ShmMap(a->File, a->First, a->Second, a->Third, a->Result);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int ShmLock(NativeFile* file, int offset, int count, int flags)
    {
        ShmArguments arguments = new() { File = Inner(file), First = offset, Second = count, Third = flags };
        bool unlocks = (flags & SqliteShmUnlock) != 0;
        return unlocks ? ShmLockInner(&arguments) : Do(Watched(file), FileCall.ShmLock, 0, &ShmLockInner, &arguments, null);
    }

    const int SqliteShmUnlock = 1;

    static int ShmLockInner(void* arguments)
    {
        ShmArguments* a = (ShmArguments*)arguments;
        return a->File->Methods->ShmLock(a->File, a->First, a->Second, a->Third);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void ShmBarrier(NativeFile* file) => Inner(file)->Methods->ShmBarrier(Inner(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int ShmUnmap(NativeFile* file, int delete) => Inner(file)->Methods->ShmUnmap(Inner(file), delete);
}

/// <summary>A folder and who watches it.</summary>
sealed record Watch(string Folder, IFileWatcher Watcher) : IDisposable
{
    public void Dispose() => WatchedVfs.Forget();
}
