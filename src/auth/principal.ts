/**
 * Whoever asks, as their token says. All four claims are already checked.
 *
 * What a principal may do is decided twice, and both must agree:
 * 1. `permissions` limit the *kind of act* anywhere (`mayDo`). A token without a `permissions` claim is not limited
 *    (its `permissions` are `['image:*']`); a token with the claim may do only what is listed, an empty list nothing
 *    at all, and being admin does not lift the limit. Failing this is 403, whatever the resource.
 * 2. Ownership, campaigns and roles decide about *this resource* (`mayRead`, `mayWrite`). What may not be read is
 *    404, so that ids cannot be probed; what may be read but not written is 403.
 */
export interface Principal {
  /** Name of the caller in the auth system, 1 to 255 characters; owner of what it creates. */
  readonly sub: string;
  /** `service` reads everything, `admin` reads and writes everything; other roles mean nothing here. */
  readonly roles: readonly string[];
  /** `resource:action`; see above. */
  readonly permissions: readonly string[];
  /** Ids of the campaigns the principal is a member of. */
  readonly campaigns: readonly string[];
}

/** What a token without a `permissions` claim may do. */
export const UNLIMITED_PERMISSIONS: readonly string[] = ['image:*'];

/** Acts this service asks permission for. */
export type Permission = 'image:read' | 'image:create' | 'image:update' | 'image:delete';

/** The two facts about a resource that decide who reaches it; what is absent belongs to nobody. */
export interface Ownership {
  readonly ownerId?: string | null;
  readonly campaignId?: string | null;
}

/** Whether the principal's permissions cover the act: by name or by `image:*`, `*:read`, `*:*`, `*`. */
export function mayDo(principal: Principal, permission: Permission): boolean {
  const [resource, action] = permission.split(':');
  return principal.permissions.some((held) => {
    if (held === '*' || held === permission) return true;
    const [heldResource, heldAction, ...rest] = held.split(':');
    if (rest.length > 0) return false;
    return (heldResource === '*' || heldResource === resource) && (heldAction === '*' || heldAction === action);
  });
}

/** Whether the principal reads the resource: as its owner, as a member of its campaign, or as `service` or `admin`. */
export function mayRead(principal: Principal, resource: Ownership): boolean {
  if (owns(principal, resource) || hasRole(principal, 'admin') || hasRole(principal, 'service')) return true;
  return typeof resource.campaignId === 'string' && principal.campaigns.includes(resource.campaignId);
}

/** Whether the principal writes the resource: as its owner or as `admin`. Whoever may write may read. */
export function mayWrite(principal: Principal, resource: Ownership): boolean {
  return owns(principal, resource) || hasRole(principal, 'admin');
}

function owns(principal: Principal, resource: Ownership): boolean {
  return typeof resource.ownerId === 'string' && resource.ownerId === principal.sub;
}

function hasRole(principal: Principal, role: 'service' | 'admin'): boolean {
  return principal.roles.includes(role);
}
