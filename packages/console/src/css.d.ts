// eslint-disable-next-line no-restricted-syntax -- tells the compiler of imports that the bundler resolves
declare module '*.css';
