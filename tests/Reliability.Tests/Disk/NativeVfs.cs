using System.Runtime.InteropServices;

namespace Astra.Reliability.Tests.Disk;

/// <summary>SQLite's way to files, <c>sqlite3_vfs</c> (https://sqlite.org/c3ref/vfs.html).</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct NativeVfs
{
    public int Version;
    public int FileBytes;
    public int LongestPath;
    public NativeVfs* Next;
    public byte* Name;
    public void* Data;
    public delegate* unmanaged[Cdecl]<NativeVfs*, byte*, NativeFile*, int, int*, int> Open;
    public delegate* unmanaged[Cdecl]<NativeVfs*, byte*, int, int> Delete;
    public delegate* unmanaged[Cdecl]<NativeVfs*, byte*, int, int*, int> Access;
    public void* FullPathname;
    public void* DlOpen;
    public void* DlError;
    public void* DlSym;
    public void* DlClose;
    public void* Randomness;
    public void* Sleep;
    public void* CurrentTime;
    public void* GetLastError;
    public void* CurrentTimeInt64;
    public void* SetSystemCall;
    public void* GetSystemCall;
    public void* NextSystemCall;
}

/// <summary>An open file, <c>sqlite3_file</c>; what else the owner of the methods keeps comes after it.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct NativeFile
{
    public NativeMethods* Methods;
}

/// <summary>What can be done with an open file, <c>sqlite3_io_methods</c> (https://sqlite.org/c3ref/io_methods.html).</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct NativeMethods
{
    public int Version;
    public delegate* unmanaged[Cdecl]<NativeFile*, int> Close;
    public delegate* unmanaged[Cdecl]<NativeFile*, byte*, int, long, int> Read;
    public delegate* unmanaged[Cdecl]<NativeFile*, byte*, int, long, int> Write;
    public delegate* unmanaged[Cdecl]<NativeFile*, long, int> Truncate;
    public delegate* unmanaged[Cdecl]<NativeFile*, int, int> Sync;
    public delegate* unmanaged[Cdecl]<NativeFile*, long*, int> FileSize;
    public delegate* unmanaged[Cdecl]<NativeFile*, int, int> Lock;
    public delegate* unmanaged[Cdecl]<NativeFile*, int, int> Unlock;
    public delegate* unmanaged[Cdecl]<NativeFile*, int*, int> CheckReservedLock;
    public delegate* unmanaged[Cdecl]<NativeFile*, int, void*, int> FileControl;
    public delegate* unmanaged[Cdecl]<NativeFile*, int> SectorSize;
    public delegate* unmanaged[Cdecl]<NativeFile*, int> DeviceCharacteristics;
    public delegate* unmanaged[Cdecl]<NativeFile*, int, int, int, void**, int> ShmMap;
    public delegate* unmanaged[Cdecl]<NativeFile*, int, int, int, int> ShmLock;
    public delegate* unmanaged[Cdecl]<NativeFile*, void> ShmBarrier;
    public delegate* unmanaged[Cdecl]<NativeFile*, int, int> ShmUnmap;
}

/// <summary>The functions of the library that no package wraps.</summary>
static unsafe class NativeSqlite
{
    [DllImport("e_sqlite3", CallingConvention = CallingConvention.Cdecl, EntryPoint = "sqlite3_vfs_find")]
    public static extern NativeVfs* Find(byte* name);

    [DllImport("e_sqlite3", CallingConvention = CallingConvention.Cdecl, EntryPoint = "sqlite3_vfs_register")]
    public static extern int Register(NativeVfs* vfs, int makeDefault);
}
