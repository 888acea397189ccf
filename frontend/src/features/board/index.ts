export { BoardScreen, type BoardScreenProps } from './BoardScreen'
export { readFilters, type BoardFilters } from './filters'
