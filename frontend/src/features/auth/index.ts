export { Register } from './Register'
export { SignIn } from './SignIn'
