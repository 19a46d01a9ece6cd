import type { enWatch } from './en-watch.ts';

/** The texts of the view of a share link and of the caption view, in Dutch. */
export const nlWatch: typeof enWatch = {
  title: 'Live ondertitels',
  states: {
    connecting: 'Verbinden…',
    waiting: 'Verbonden. Wachten op de eerste woorden…',
    live: 'Live',
    reconnecting: 'De verbinding is weg. Er wordt opnieuw geprobeerd…',
    full: 'Er kijken zoveel mensen mee als mag. Er wordt opnieuw geprobeerd…',
    ended: 'De sessie is afgelopen.',
    invalid: 'Deze link werkt niet meer',
  },
  invalidLead: 'Hij is fout, te oud, of het delen is gestopt. Vraag een nieuwe aan wie hem je gaf.',
  again: 'Probeer opnieuw',
  screen: 'Volledig scherm',
  copy: 'Kopieer',
  newest: 'Naar de nieuwste woorden',
  captions: 'Ondertitels',
  noWords: 'Er werd niets gezegd.',
  onScreen: {
    title: 'Ondertitels op het scherm',
    waiting: 'Hier verschijnen de ondertitels.',
    nobody: 'In deze browser wordt niets opgenomen. Begin een sessie onder Live, of open een deellink.',
    help: 'Toetsen: + en − grootte, C kleuren, L regels, P plaats, F volledig scherm, Esc terug',
    larger: 'Groter',
    smaller: 'Kleiner',
    colours: 'Kleuren',
    lines: 'Regels',
    place: 'Plaats',
    fullScreen: 'Volledig scherm',
    leave: 'Terug',
  },
};
