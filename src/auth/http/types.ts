import type {
  AxiosHeaders,
  AxiosBasicCredentials,
  AxiosInstance,
  AxiosRequestConfig,
  AxiosResponse,
  InternalAxiosRequestConfig,
} from 'axios'
import type { Stamp } from '../access'

/** What a request may say beyond axios's own. */
export interface AuthRequestConfig<D = unknown> extends Omit<AxiosRequestConfig<D>, 'auth'> {
  /** `false`: goes out without the token, whoever is signed in. */
  auth?: AxiosBasicCredentials | false
  /** `false`: a 401 goes to the caller; the session is renewed all the same, for the next request. */
  replay?: boolean
  /**
   * The session that it is of, by `epoch` of the state, where it is not the one of the moment: what an effect's cleanup saves
   * is sent when the next person may be signed in. Rejects with `SessionChangedError` or `SessionEndedError` where that is so.
   */
  session?: number | undefined
}

/** An axios instance that attaches the access token, waits for it and replays. */
export type AuthHttp = Calls & AxiosInstance

interface Calls {
  <T = unknown, R = AxiosResponse<T>, D = unknown>(config: AuthRequestConfig<D>): Promise<R>
  <T = unknown, R = AxiosResponse<T>, D = unknown>(url: string, config?: AuthRequestConfig<D>): Promise<R>
  request<T = unknown, R = AxiosResponse<T>, D = unknown>(config: AuthRequestConfig<D>): Promise<R>
  get: WithoutBody
  delete: WithoutBody
  head: WithoutBody
  options: WithoutBody
  post: WithBody
  put: WithBody
  patch: WithBody
  postForm: WithBody
  putForm: WithBody
  patchForm: WithBody
}

type WithoutBody = <T = unknown, R = AxiosResponse<T>, D = unknown>(
  url: string,
  config?: AuthRequestConfig<D>,
) => Promise<R>

type WithBody = <T = unknown, R = AxiosResponse<T>, D = unknown>(
  url: string,
  data?: D,
  config?: AuthRequestConfig<D>,
) => Promise<R>

/** The session that the request was made in, stamped when it was made. */
export const SESSION = Symbol('session')
/** The adapter that the request would have had without us. */
export const ADAPTER = Symbol('adapter')

/**
 * The same two once more, on the headers that axios makes for each request, and not to be listed there: an interceptor that
 * builds the config anew may leave symbols behind, and nearly always hands the headers on.
 */
export const MADE = Symbol('made')

export interface Made {
  readonly stamp: Stamp
  adapter: InternalAxiosRequestConfig['adapter']
}

/** A request as our adapter gets it: all transforms and interceptors are done. */
export type Request = Omit<InternalAxiosRequestConfig, 'auth' | 'headers'> & {
  headers: AxiosHeaders & { readonly [MADE]?: Made }
  auth?: AxiosBasicCredentials | false
  replay?: boolean
  session?: number
  [SESSION]?: Stamp
  [ADAPTER]?: InternalAxiosRequestConfig['adapter']
}
