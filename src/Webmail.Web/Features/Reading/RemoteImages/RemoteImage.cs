namespace Webmail.Web.Features.Reading.RemoteImages;

/// <summary>An image that was fetched.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="MediaType">What its first bytes say it is.</param>
internal sealed record RemoteImage(ReadOnlyMemory<byte> Bytes, string MediaType);

/// <summary>Why an image was not fetched.</summary>
internal enum RemoteImageFailure
{
    /// <summary>The address is none that is asked for.</summary>
    Address,

    /// <summary>The host is not on the public Internet.</summary>
    NotPublic,

    /// <summary>It does not answer, or not in HTTP.</summary>
    Unreachable,

    /// <summary>It took too long.</summary>
    TooSlow,

    /// <summary>It leads from one address to another, and on.</summary>
    TooManyRedirects,

    /// <summary>The answer is none with an image: an error, an encoding, nothing.</summary>
    Refused,

    /// <summary>It is no image of a kind that is shown, whatever it claims.</summary>
    NotAnImage,

    /// <summary>It is too large.</summary>
    TooLarge,

    /// <summary>Too many wait already.</summary>
    Busy,
}

/// <summary>An image was not fetched.</summary>
internal sealed class RemoteImageException(RemoteImageFailure failure, Exception? inner = null) : Exception(failure.ToString(), inner)
{
    /// <summary>Why.</summary>
    public RemoteImageFailure Failure => failure;
}
