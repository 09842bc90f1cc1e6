import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { ValidationFailedError, type Fault } from './errors';

/** More faults than this help nobody, and make the answer to a hostile body large. */
const MAX_FAULTS = 50;
/** No body of ours comes near; what walks a body recurses, and must not run out of stack. */
const DEEPEST_NESTING = 32;

/**
 * A body as an instance of its DTO class, checked. Members the class does not know are refused over HTTP (a
 * misspelled option must not be ignored) and dropped from hub messages (senders evolve).
 *
 * Many senders write `null` for what they do not say: such members are left out, unless `nulls` is `kept` because there
 * `null` takes something away. In lists `null` stays.
 *
 * @throws ValidationFailedError naming every wrong field by its dotted path
 */
export function validated<T extends object>(
  dto: ClassConstructor<T>,
  body: unknown,
  unknownMembers: 'refuse' | 'drop',
  nulls: 'left out' | 'kept' = 'left out',
): T {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ValidationFailedError([{ path: '', message: 'expected a JSON object' }]);
  }
  if (nestsDeeperThan(body, DEEPEST_NESTING)) {
    throw new ValidationFailedError([{ path: '', message: `expected at most ${DEEPEST_NESTING} levels of nesting` }]);
  }
  const instance = plainToInstance(dto, body, { exposeDefaultValues: true });
  const errors = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: unknownMembers === 'refuse',
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
  });
  if (errors.length > 0)
    throw new ValidationFailedError(errors.flatMap((error) => faultsOf(error, '')).slice(0, MAX_FAULTS));
  if (nulls === 'left out') leaveOutNulls(instance);
  return instance;
}

/** After the checks, so that an unknown member is refused whatever its value. */
function leaveOutNulls(value: object): void {
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    if (member === null && !Array.isArray(value)) Reflect.deleteProperty(value, name);
    else if (typeof member === 'object' && member !== null) leaveOutNulls(member);
  }
}

function faultsOf(error: ValidationError, parent: string): Fault[] {
  const path = parent === '' ? safeName(error.property) : `${parent}.${safeName(error.property)}`;
  // Decorators are tried from the lowest up: the last message is the topmost's, which says what kind of value belongs there.
  const own = Object.values(error.constraints ?? {})
    .slice(-1)
    .map((message) => ({ path, message: withoutName(message, error.property) }));
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, path))];
}

/** Whether objects and lists lie within each other deeper than `levels`; looks no deeper than that. */
export function nestsDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => nestsDeeperThan(member, levels - 1));
}

/** A member's name comes from outside when it is one we do not know. */
function safeName(name: string): string {
  return /^[A-Za-z0-9_]{1,40}$/.test(name) ? name : '?';
}

function withoutName(message: string, property: string): string {
  const text = message.replace(`property ${property} should not exist`, 'is not known here');
  return text.startsWith(`${property} `) ? text.slice(property.length + 1) : text;
}
