using System.Globalization;

namespace Webmail.Mail;

/// <summary>Identifies a message within a mailbox and a UIDVALIDITY (RFC 9051 section 2.3.1.1). Never 0.</summary>
/// <param name="Value">The 32-bit number.</param>
public readonly record struct Uid(uint Value) : IComparable<Uid>
{
    /// <inheritdoc/>
    public int CompareTo(Uid other) => Value.CompareTo(other.Value);

    /// <summary>Reads a UID from a URL.</summary>
    public static bool TryParse(string? text, out Uid uid)
    {
        var ok = uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0;
        uid = ok ? new Uid(value) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Older, by the order in which UIDs are given out.</summary>
    public static bool operator <(Uid left, Uid right) => left.Value < right.Value;

    /// <summary>Newer.</summary>
    public static bool operator >(Uid left, Uid right) => left.Value > right.Value;

    /// <summary>Older or the same.</summary>
    public static bool operator <=(Uid left, Uid right) => left.Value <= right.Value;

    /// <summary>Newer or the same.</summary>
    public static bool operator >=(Uid left, Uid right) => left.Value >= right.Value;
}
