using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MarketPulse.Hosting;

/// <summary>Binds and validates options so that every problem names the setting as users write it.</summary>
internal static class SettingsBinding
{
    /// <summary>
    /// Binds a section of the configuration. An empty setting counts as absent; one that does not convert to the type of its property is
    /// refused.
    /// </summary>
    public static OptionsBuilder<T> BindSettings<T>(this OptionsBuilder<T> builder, IConfiguration configuration, string section)
        where T : class => builder.Configure(options => Bind(configuration.GetSection(section), options));

    /// <summary>Validates the options.</summary>
    /// <param name="builder">The options.</param>
    /// <param name="problems">Returns one sentence for each problem; none when the options are valid.</param>
    public static OptionsBuilder<T> ValidateSettings<T>(this OptionsBuilder<T> builder, Func<T, IEnumerable<string>> problems)
        where T : class
    {
        builder.Services.AddSingleton<IValidateOptions<T>>(new Validator<T>(problems));
        return builder;
    }

    private static void Bind<T>(IConfigurationSection section, T options)
        where T : class
    {
        string[] problems = [.. typeof(T).GetProperties().Select(property => ProblemOf(section, property)).OfType<string>()];
        if (problems.Length > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(T), problems);
        }

        new ConfigurationBuilder()
            .AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true).Where(setting => !string.IsNullOrEmpty(setting.Value)))
            .Build()
            .Bind(options);
    }

    private static string? ProblemOf(IConfigurationSection section, PropertyInfo property)
    {
        if (property.SetMethod is null || section[property.Name] is not { Length: > 0 } text)
        {
            return null;
        }

        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return Converts(section, property.Name, type)
            ? null
            : $"Setting {section.Key}__{property.Name} is '{text}'; it must be {Expected(type)}.";
    }

    private static bool Converts(IConfigurationSection section, string name, Type type)
    {
        try
        {
            object? value = section.GetValue(type, name);
            return !type.IsEnum || Enum.IsDefined(type, value!);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string Expected(Type type)
    {
        if (!type.IsEnum)
        {
            return type == typeof(int) ? "a whole number" : type == typeof(DateOnly) ? "a date such as 2000-01-01" : $"a {type.Name}";
        }

        string[] names = [.. Enum.GetNames(type).Select(name => name.ToLowerInvariant())];
        return $"{string.Join(", ", names[..^1])} or {names[^1]}";
    }

    private sealed class Validator<T>(Func<T, IEnumerable<string>> problems) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            string[] found = [.. problems(options)];
            return found.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
        }
    }
}
