import { headers, type MsgHdrs } from 'nats';
import type { HeaderEntry } from './message-headers';

const NOT_RESTORED = /^(original-)?(nats|dead-letter)-/i;

/**
 * The headers of a dead letter's original, for its second delivery. Headers that command a stream (`Nats-…`: expected
 * sequence, rollup) are left out: they were obeyed once, and would now be refused or do harm. In their place stand
 * where and under which id the original lay, however often it has been buried since, and which dead letter this is.
 *
 * @param letter headers of the dead letter, as `DeadLetters` has written them
 * @param sequence of the dead letter
 */
export function replayHeaders(letter: readonly HeaderEntry[], sequence: number): MsgHdrs {
  const list = headers();
  for (const [name, values] of letter) {
    if (!NOT_RESTORED.test(name)) for (const value of values) list.append(name, value);
  }
  list.set('Dead-Letter-Origin', String(sequence));
  const kept: [string, string | undefined][] = [
    ['Original-Nats-Msg-Id', first(letter, 'Original-Nats-Msg-Id')],
    ['Dead-Letter-Stream', first(letter, 'Original-Dead-Letter-Stream') ?? first(letter, 'Dead-Letter-Stream')],
    ['Dead-Letter-Sequence', first(letter, 'Original-Dead-Letter-Sequence') ?? first(letter, 'Dead-Letter-Sequence')],
  ];
  for (const [name, value] of kept) if (value !== undefined) list.set(name, value);
  return list;
}

function first(letter: readonly HeaderEntry[], wanted: string): string | undefined {
  return letter.find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1][0];
}
