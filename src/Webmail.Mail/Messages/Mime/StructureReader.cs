using MailKit;
using MimeKit;

namespace Webmail.Mail.Messages.Mime;

/// <summary>Makes our structure from MailKit's BODYSTRUCTURE, within limits, and numbers the parts (RFC 9051 section 6.4.5.1).</summary>
internal sealed class StructureReader
{
    private const int MaxParts = 1000;
    private const int MaxDepth = 50;

    private int _parts;

    private StructureReader()
    {
    }

    /// <summary>The structure of a message; <see langword="null"/> when the server gave none.</summary>
    public static StructurePart? Read(BodyPart? body) => body is null ? null : new StructureReader().Body(body, "", 0);

    /// <summary>Whether a structure, or a part of it, was larger than is taken apart.</summary>
    public static bool IsCut(StructurePart structure) => structure.WithDescendants().Any(static part => part.IsCut);

    // The body of a message: a multipart shares the message's own section, anything else is its part 1.
    private StructurePart Body(BodyPart body, string message, int depth) =>
        Part(body, body is BodyPartMultipart ? message : Child(message, 1), depth);

    private StructurePart Part(BodyPart body, string section, int depth)
    {
        var mediaType = $"{body.ContentType?.MediaType}/{body.ContentType?.MediaSubtype}".ToLowerInvariant();
        var part = new StructurePart
        {
            Section = section,
            MediaType = mediaType.Length > 200 || mediaType.Any(static c => c is <= ' ' or > '~') ? "application/octet-stream" : mediaType,
        };
        if (++_parts > MaxParts || depth > MaxDepth)
            return part with { IsCut = true, MediaType = "application/octet-stream" };
        return body switch
        {
            BodyPartMultipart multipart => part with
            {
                // Whatever it is called, its parts are there.
                MediaType = part.IsMultipart ? part.MediaType : "multipart/mixed",
                Children = Children(multipart, section, depth),
                Start = TrimId(multipart.ContentType?.Parameters["start"]),
                IsCut = multipart.BodyParts.Count > MaxParts,
            },
            BodyPartMessage { Body: { } inner } message => Leaf(part, message) with
            {
                Children = [Body(inner, section, depth + 1)],
                Subject = DisplayText.Clean(message.Envelope?.Subject ?? "", HeaderText.MaxLength),
            },
            BodyPartBasic leaf => Leaf(part, leaf),
            _ => part,
        };
    }

    private List<StructurePart> Children(BodyPartMultipart multipart, string section, int depth)
    {
        var children = new List<StructurePart>();
        for (var i = 0; i < multipart.BodyParts.Count && _parts <= MaxParts; i++)
            children.Add(Part(multipart.BodyParts[i], Child(section, i + 1), depth + 1));
        return children;
    }

    private static StructurePart Leaf(StructurePart part, BodyPartBasic leaf)
    {
        var type = leaf.ContentType;
        var disposition = leaf.ContentDisposition;
        return part with
        {
            Charset = type?.Parameters["charset"] ?? "",
            Name = FirstOf(Parameter(disposition?.Parameters, "filename"), Parameter(type?.Parameters, "name"),
                Parameter(disposition?.Parameters, "name"), Parameter(type?.Parameters, "filename")),
            Disposition = (disposition?.Disposition ?? "").Trim().ToLowerInvariant(),
            ContentId = TrimId(leaf.ContentId),
            Encoding = (leaf.ContentTransferEncoding ?? "").Trim().ToLowerInvariant(),
            Size = leaf.Octets,
            Flowed = string.Equals(type?.Parameters["format"], "flowed", StringComparison.OrdinalIgnoreCase),
            DelSp = string.Equals(type?.Parameters["delsp"], "yes", StringComparison.OrdinalIgnoreCase),
        };
    }

    private static string Parameter(ParameterList? parameters, string name) => parameters?[name] ?? "";

    private static string FirstOf(params ReadOnlySpan<string> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (!string.IsNullOrWhiteSpace(candidate))
                return candidate;
        }

        return "";
    }

    private static string Child(string section, int number) => section.Length == 0 ? $"{number}" : $"{section}.{number}";

    private static string TrimId(string? id) => (id ?? "").Trim(' ', '\t', '<', '>');
}
