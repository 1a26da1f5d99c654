using System.Reflection;

namespace MarketPulse.Core.Contract;

/// <summary>The version stamped on every stored row.</summary>
public static class EngineVersion
{
    /// <summary>The package version of MarketPulse.Core, without the commit.</summary>
    public static string Current { get; } =
        typeof(EngineVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
