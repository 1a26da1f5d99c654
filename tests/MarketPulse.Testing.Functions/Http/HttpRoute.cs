using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace MarketPulse.Testing.Functions.Http;

/// <summary>
/// The route of an HTTP function. The host tries routes in the order of the functions' names; literal segments do not take precedence over
/// parameters.
/// </summary>
internal sealed class HttpRoute
{
    private readonly TemplateMatcher _matcher;
    private readonly string[] _methods;

    public HttpRoute(HostedFunction function, string prefix)
    {
        Function = function;
        Level = function.Text("authLevel")?.ToLowerInvariant() ?? "function";
        _methods = [.. function.Methods];
        string route = function.Text("route") ?? function.Name;
        RouteTemplate template = TemplateParser.Parse(prefix.Length == 0 ? route : $"{prefix}/{route}");
        _matcher = new TemplateMatcher(template, new RouteValueDictionary());
    }

    public HostedFunction Function { get; }

    /// <summary><c>anonymous</c>, <c>function</c> or <c>admin</c>.</summary>
    public string Level { get; }

    /// <summary>Whether the route matches a request; if so, gives the values of its parameters.</summary>
    public bool TryMatch(string method, string path, out RouteValueDictionary values)
    {
        values = [];
        bool isMethod = _methods.Length == 0 || _methods.Contains(method, StringComparer.OrdinalIgnoreCase);
        return isMethod && _matcher.TryMatch(new PathString(path), values);
    }
}
