namespace Webmail.Web.Shared;

/// <summary>
/// The words of the shell and the shared pieces. The key is the English text itself; Words.ja.resx holds the Japanese. A feature
/// has such a pair of its own, so that its words live beside it.
/// </summary>
internal sealed class Words;
