namespace Webmail.Web.Features.Reading;

/// <summary>What the reader chose for a body, as the query of its address says it.</summary>
/// <param name="RemoteImages">Images of other hosts are shown.</param>
/// <param name="CleanLinks">Links are shown without what only tells where somebody came from.</param>
/// <param name="Darken">On dark paper it is darkened, where it was made for white paper.</param>
/// <param name="Asked">Its HTML is shown although it is long.</param>
internal readonly record struct BodyLook(bool RemoteImages, bool CleanLinks, bool Darken, bool Asked)
{
    private const string Images = "images";
    private const string Links = "links";
    private const string Paper = "paper";
    private const string Long = "asked";

    /// <summary>What is added to the query.</summary>
    public string Query => (RemoteImages ? $"&{Images}=shown" : "") + (CleanLinks ? $"&{Links}=clean" : "")
        + (Darken ? $"&{Paper}=dark" : "") + (Asked ? $"&{Long}=yes" : "");

    /// <summary>Reads it; what is not understood is not wanted.</summary>
    public static BodyLook Parse(IQueryCollection query) => new(query[Images] == "shown", query[Links] == "clean", query[Paper] == "dark", query[Long] == "yes");
}
