using System.Globalization;

namespace Astra.Host.Plugins;

/// <summary>The version of the contract between host and plugins, major.minor.</summary>
readonly record struct ContractVersion(int Major, int Minor)
{
    public static ContractVersion OfHost { get; } = new(Contract.Major, Contract.Minor);

    /// <summary>Whether a plugin built against this version works with a host that has another.</summary>
    public bool WorksWith(ContractVersion host) => Major == host.Major && Minor <= host.Minor;

    public static bool TryParse(string text, out ContractVersion version)
    {
        string[] parts = text.Split('.');
        version = default;
        if (parts.Length != 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor))
        {
            return false;
        }

        version = new ContractVersion(major, minor);
        return true;
    }

    public override string ToString() => Invariant($"{Major}.{Minor}");
}
