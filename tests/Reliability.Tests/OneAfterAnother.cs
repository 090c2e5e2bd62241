// The watched way to files belongs to the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
