export {
  catalogue,
  defaultModelFor,
  downloadBytes,
  findCatalogueEntry,
  installedBytes,
  packagedModelId,
} from './catalogue.ts';
export type { CatalogueEntry, CatalogueFile, CataloguePackage } from './catalogue-entry.ts';
export { findModels, type ModelSearch, type RejectedModelDirectory } from './discovery.ts';
export { downloadModel, type DownloadOptions, type DownloadProgress } from './download.ts';
export type { FileRole } from './kind-files.ts';
export { modelDirectories, userModelDirectory, type ModelDirectoryOptions } from './model-directories.ts';
export { ModelDownloadError, modelDownloadErrorCodes, type ModelDownloadErrorCode } from './model-download-error.ts';
export { removeModel } from './remove.ts';
export { verifyModel, type ModelVerification } from './verify.ts';
