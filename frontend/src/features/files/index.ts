export { FileList, useFiles } from './FileList'
