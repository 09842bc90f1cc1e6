/** One server-sent event. */
export interface ServerEvent {
  readonly id: string;
  /** `message` unless it has a name. */
  readonly event: string;
  readonly data: string;
}

/** Reads `text/event-stream` as it comes, in pieces cut anywhere (WHATWG HTML, section 9.2.6). */
export class EventParser {
  private rest = '';
  private id = '';
  private event = '';
  private data: string[] = [];

  /** The events that are complete with this piece. */
  push(piece: string): ServerEvent[] {
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): ServerEvent[] {
    if (line === '') return this.dispatch();
    const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === 'data') this.data.push(value);
    if (name === 'event') this.event = value;
    if (name === 'id') this.id = value;
    return [];
  }

  private dispatch(): ServerEvent[] {
    const { data, event, id } = this;
    this.data = [];
    this.event = '';
    return data.length === 0 ? [] : [{ id, event: event || 'message', data: data.join('\n') }];
  }
}
