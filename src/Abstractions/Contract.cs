namespace Astra;

/// <summary>
/// The version of this contract. A plugin's manifest names the version that it was built against; the host loads a plugin
/// whose major version equals <see cref="Major"/> and whose minor version is not above <see cref="Minor"/>.
/// </summary>
public static class Contract
{
    /// <summary>Changes when a plugin built before the change would no longer work.</summary>
    public const int Major = 1;

    /// <summary>Changes when something was added that older plugins do not use.</summary>
    public const int Minor = 1;
}
