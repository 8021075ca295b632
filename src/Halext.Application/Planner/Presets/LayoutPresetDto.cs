using System.Text.Json;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Presets;

/// <summary>A layout that pages can take over.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Description">More about it.</param>
/// <param name="Layout">Exactly as a client sent it: a list of columns with widgets, or an object.</param>
/// <param name="IsSystem">Whether it comes with Halext; then nobody owns or changes it.</param>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record LayoutPresetDto(
    int Id, string Name, string? Description, JsonElement Layout, bool IsSystem, int? OwnerId, DateTimeOffset CreatedAt)
{
    internal static LayoutPresetDto Of(LayoutPreset preset) =>
        new(preset.Id, preset.Name, preset.Description, JsonElement.Parse(preset.Layout), preset.IsSystem, preset.OwnerId, preset.CreatedAt);
}
