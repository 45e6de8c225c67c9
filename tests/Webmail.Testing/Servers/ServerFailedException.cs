namespace Webmail.Testing.Servers;

/// <summary>A real server could not be started, reached or stopped; the message says what to do.</summary>
public sealed class ServerFailedException(string message, Exception? innerException = null) : Exception(message, innerException);
