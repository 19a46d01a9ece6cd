/** The version of this server; that of its packages. */
export const stenoVersion = '0.1.0';
