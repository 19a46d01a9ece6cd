import type { Text } from './en.ts';

/** Every text of the page, in Dutch. */
export const nl: Text = {
  skip: 'Naar de inhoud',
  loading: 'Laden…',
  close: 'Sluiten',
  cancel: 'Annuleren',
  copied: 'Gekopieerd.',
  copyFailed: 'De browser liet de pagina niet kopiëren. Selecteer de tekst en kopieer zelf.',
  adminDoor: 'Beheer',
  unreachable: 'De server is niet bereikbaar. Nieuwe poging…',
  nav: {
    label: 'Weergaven',
    live: 'Live',
    sessions: 'Sessies',
    health: 'Toestand',
    keys: 'Sleutels',
    try: 'Proberen',
  },
  look: {
    theme: 'Kleuren',
    themes: { system: 'Als het systeem', light: 'Licht', dark: 'Donker' },
    language: 'Taal van deze pagina',
  },
  signIn: {
    title: 'Inloggen',
    lead: 'Steno kent u aan een API-sleutel. "npm start" toont er een; "npx steno keys create" maakt een nieuwe.',
    key: 'API-sleutel',
    adminTitle: 'Inloggen als beheerder',
    adminLead: 'Toestand en sleutels vragen een beheersleutel: "npx steno keys create --admin" maakt er een.',
    adminKey: 'Beheersleutel',
    remember: 'Onthouden op dit apparaat',
    submit: 'Inloggen',
    out: 'Uitloggen',
    missing: 'Plak eerst een sleutel.',
    wrong: 'De server kent deze sleutel niet. Controleer of hij helemaal geplakt is.',
    refused: 'Uw sleutel is verlopen of ingetrokken. Log in met een andere; u blijft waar u bent.',
  },
  otherDoor: {
    title: { health: 'De toestand staat op de beheerpoort', keys: 'De sleutels staan op de beheerpoort' },
    lead: 'Beheer heeft een eigen adres en een eigen sleutel, zodat een sleutel voor transcriptie hier niets opent.',
    none: 'Deze server heeft geen beheerpoort. Start hem met --admin-port en een beheersleutel om dit te zien.',
    open: (port: number): string => `Openen op poort ${port}`,
  },
  errors: {
    title: 'Dat is niet gelukt',
    retry: 'Opnieuw proberen',
    page: 'De pagina maakte een fout. Laad hem opnieuw.',
    malformed:
      'Het antwoord kwam niet van een Steno-server van deze versie. Laad de pagina opnieuw, of kijk naar de server.',
    viewMissing: 'Dit deel van de pagina kon niet worden geladen',
    reloadPage: 'Pagina opnieuw laden',
    codes: {
      unreachable: 'De server is niet bereikbaar. De pagina probeert het zelf opnieuw.',
      unauthorized: 'De server kent deze sleutel niet, of niet meer.',
      forbidden: 'Deze sleutel mag dat niet.',
      not_found: 'Het is er niet, of het is niet van u.',
      rate_limited: 'Te veel verzoeken met deze sleutel. Wacht een minuut.',
    },
  },
};
