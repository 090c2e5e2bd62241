namespace Astra.Host.Training;

/// <summary>Finds what the user is to be told of when a plugin's loop on several threads has failed.</summary>
static class CauseOfFailure
{
    /// <summary>
    /// What went wrong behind the exception in which loops on several threads wrap it. Of several causes, one that the user can do something about
    /// comes first, then the first by its text: which thread was first is chance.
    /// </summary>
    public static Exception Of(Exception e) => e is AggregateException several
        ? several.Flatten().InnerExceptions
            .OrderBy(cause => cause switch
            {
                ConfigurationException => 0,
                BadInputException => 1,
                OperationCanceledException => 3,
                _ => 2,
            })
            .ThenBy(cause => cause.Message, StringComparer.Ordinal).FirstOrDefault() ?? e
        : e;
}
