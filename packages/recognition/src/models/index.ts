export { catalogue, defaultModelFor, downloadBytes, findCatalogueEntry } from './catalogue.ts';
export type { CatalogueEntry, CatalogueFile, CatalogueFileRole } from './catalogue-entry.ts';
export { findModels, type ModelSearch, type RejectedModelDirectory } from './discovery.ts';
export { downloadModel, type DownloadOptions, type DownloadProgress } from './download.ts';
export { modelDirectories, userModelDirectory, type ModelDirectoryOptions } from './model-directories.ts';
export { ModelDownloadError, modelDownloadErrorCodes, type ModelDownloadErrorCode } from './model-download-error.ts';
