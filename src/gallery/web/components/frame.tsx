import type { ComponentChildren } from 'preact';
import { connection } from '../api/connection';
import { PAGES } from '../pages/pages';
import { APPEARANCES, appearance, choose } from '../state/appearance';
import { hashOf } from '../state/route';
import { session, signOut } from '../state/session';
import { useStore } from '../state/use-store';
import { IconButton } from './button';
import { Icon } from './icon';
import { Toasts } from './toasts';

const LOOKS = {
  system: { icon: 'system', name: 'Light or dark: as the machine' },
  light: { icon: 'sun', name: 'Light' },
  dark: { icon: 'moon', name: 'Dark' },
} as const;

/** What is around every page. @param current name of the page that is shown */
export function Frame({ current, children }: { readonly current: string; readonly children: ComponentChildren }) {
  const isIn = useStore(session).state === 'in';
  return (
    <>
      <button type="button" class="skip" onClick={() => document.querySelector<HTMLElement>('main h1')?.focus()}>
        Skip to the content
      </button>
      <header class="bar">
        <a class="brand" href={hashOf([])} aria-label="Gallery">
          <Mark />
          <span>Gallery</span>
        </a>
        {isIn && <Menu current={current} />}
        <div class="bar-end">
          <AppearanceSwitch />
          {isIn && <Who />}
        </div>
      </header>
      <OfflineBanner />
      <main>{children}</main>
      <Toasts />
    </>
  );
}

function Menu({ current }: { readonly current: string }) {
  return (
    <nav aria-label="Pages">
      <ul>
        {PAGES.map(
          ({ name, title, icon }) =>
            icon && (
              <li key={name}>
                <a href={hashOf([name])} aria-current={name === current ? 'page' : undefined}>
                  <Icon name={icon} />
                  <span>{title}</span>
                </a>
              </li>
            ),
        )}
      </ul>
    </nav>
  );
}

function AppearanceSwitch() {
  const now = useStore(appearance);
  const next = APPEARANCES[(APPEARANCES.indexOf(now) + 1) % APPEARANCES.length] ?? 'system';
  const { icon, name } = LOOKS[now];
  return <IconButton icon={icon} name={`Appearance: ${name}. Change`} onClick={() => choose(next)} />;
}

function Who() {
  const who = useStore(session);
  if (who.state === 'out') return null;
  return (
    <>
      <a class="who" href={hashOf(['session'])} aria-label={`Your token: ${who.claims.subject}`}>
        <Icon name="person" />
        <span>{who.claims.subject}</span>
      </a>
      <IconButton icon="leave" name="Sign out" onClick={signOut} />
    </>
  );
}

function OfflineBanner() {
  const isOffline = useStore(connection) === 'offline';
  return (
    <div role="status">
      {isOffline && (
        <p class="banner">
          <Icon name="offline" /> No connection to the service. What you see may be old; it is tried again when you go
          on.
        </p>
      )}
    </div>
  );
}

/** A twenty-sided die. */
function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path class="mark-body" d="M16 1.500 28.600 8.750v14.500L16 30.500 3.400 23.250V8.750z" />
      <path
        class="mark-edges"
        d="M16 1.500v6.700M3.400 23.250l5.100-2.700M28.600 23.250l-5.100-2.700M16 8.200l7.500 12.350h-15zM16 8.200 3.400 8.750M16 8.200l12.600.550M8.500 20.550 16 30.500l7.500-9.950"
      />
    </svg>
  );
}
