const PATHS = {
  pictures: 'M4 5h16v14H4zM4 16l4.5-4.5 3.5 3.5 3-3 5 4.5M9 9.5h.01',
  jobs: 'M7 3h10M7 21h10M8 3c0 5 8 5.500 8 9s-8 4-8 9M16 3c0 5-8 5.500-8 9s8 4 8 9',
  add: 'M12 5v14M5 12h14',
  backends: 'M4 5h16v6H4zM4 13h16v6H4zM8 8h.01M8 16h.01',
  close: 'M6 6l12 12M18 6L6 18',
  zoomIn: 'M11 5a6 6 0 1 0 .01 0M15.500 15.500L20 20M11 8.500v5M8.500 11h5',
  zoomOut: 'M11 5a6 6 0 1 0 .01 0M15.500 15.500L20 20M8.500 11h5',
  fit: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  download: 'M12 4v11M7.500 11L12 15.500 16.500 11M5 20h14',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5',
  again: 'M19 8a8 8 0 1 0 1 6M20 4v5h-5',
  back: 'M14 6l-6 6 6 6',
  next: 'M10 6l6 6-6 6',
  layers: 'M12 4l9 4.500-9 4.500-9-4.500zM3 13l9 4.500 9-4.500',
  person: 'M12 4.500a3.500 3.500 0 1 0 .01 0M5 20a7 7 0 0 1 14 0',
  search: 'M10.500 4.500a6 6 0 1 0 .01 0M15 15l5 5',
  leave: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  sun: 'M12 8a4 4 0 1 0 .01 0M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400',
  moon: 'M19.500 14A8 8 0 0 1 10 4.500a8 8 0 1 0 9.500 9.500z',
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  warning: 'M12 4l9 16H3zM12 10v4.500M12 17h.01',
  done: 'M5 12.500l4.500 4.500L19 7.500',
  offline: 'M4 4l16 16M6 10a9 9 0 0 1 3-1.800M12 7a10 10 0 0 1 7 3M8.500 13.500A5 5 0 0 1 12 12M12 17.500h.01',
} as const;

/** A drawing beside or in place of words. */
export type IconName = keyof typeof PATHS;

/** A drawing of lines, as large as the letters around it; screen readers pass over it. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
