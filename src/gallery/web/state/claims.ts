/** What a token says about who carries it: only to be shown, for the service alone decides. */
export interface Claims {
  readonly subject: string;
  readonly roles: readonly string[];
  /** Acts that it allows, such as `image:read`; everything when it does not say. */
  readonly permissions: readonly string[];
  readonly campaigns: readonly string[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number | undefined;
}

/** A token as it was pasted, without what stands before it in a header: people paste what `curl` takes. */
export function bareToken(pasted: string): string {
  return pasted.trim().replace(/^(?:authorization:\s*)?bearer\s+/i, '');
}

/**
 * Reads a JWT without checking its signature.
 *
 * @returns undefined when it is no JWT with claims in it
 */
export function claimsOf(token: string): Claims | undefined {
  const claims = payloadOf(token);
  if (claims === undefined) return undefined;
  return {
    subject: typeof claims.sub === 'string' ? claims.sub : '',
    roles: textsOf(claims.roles),
    permissions: claims.permissions === undefined ? ['image:*'] : textsOf(claims.permissions),
    campaigns: textsOf(claims.campaigns),
    expiresAt: typeof claims.exp === 'number' ? claims.exp * 1000 : undefined,
  };
}

/** Whether the token allows an act: by name or by `image:*`, `*:read`, `*:*`, `*`. */
export function allows({ permissions }: Claims, action: 'read' | 'create' | 'update' | 'delete'): boolean {
  return ['*', '*:*', 'image:*', `*:${action}`, `image:${action}`].some((wanted) => permissions.includes(wanted));
}

function payloadOf(token: string): Record<string, unknown> | undefined {
  const [, part, signature, ...rest] = token.split('.');
  if (part === undefined || signature === undefined || rest.length > 0) return undefined;
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function textsOf(claim: unknown): string[] {
  return [claim].flat().filter((entry): entry is string => typeof entry === 'string');
}
