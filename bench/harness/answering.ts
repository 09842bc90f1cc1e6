/** Settings that a program of the benchmark was started with. */
export function programSettings<T>(): T {
  return JSON.parse(process.argv[2] ?? '{}') as T;
}

/** Answers what `BenchProgram` asks, until the benchmark ends. @param answers by the member `do` of the question */
export function answering(answers: Readonly<Record<string, (question: never) => unknown>>): void {
  process.on('disconnect', () => process.exit());
  process.on('message', (question: { do: string }) => {
    void Promise.resolve()
      .then(() => answers[question.do]?.(question as never))
      .then(
        (answer) => process.send?.(answer ?? {}),
        (error: unknown) =>
          process.send?.({ failure: error instanceof Error ? (error.stack ?? error.message) : 'failed' }),
      );
  });
}
