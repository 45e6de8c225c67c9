namespace Webmail.Web.Features.Snapshots;

/// <summary>The words of copying folders to another server; see <see cref="Shared.Words"/>.</summary>
internal sealed class SnapshotWords;
