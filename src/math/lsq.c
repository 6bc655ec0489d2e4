/* lsq.c: nonlinear least squares in a trust region.

   Idea: a step d minimises |f + J d|^2, as far as that model of f is trusted: within a radius, where conjugate
   gradients find the step (Steihaug and Toint; they need J v and J^T u only, so thousands of unknowns are cheap), or
   damped, (J^T J + damping I) d = -J^T f by Cholesky (Levenberg and Marquardt; for few unknowns). The radius grows and
   the damping falls where |f|^2 falls as predicted, and the reverse.

   Invariant: |f| falls with every step that is taken. Sums go from the first number to the last, so a result is the
   same bits on every processor if the caller's functions are: a fit that ends after so many steps would carry the order
   of a sum into its third digit. x and f are finite if they were at the start.

   Reference: Nocedal and Wright, Numerical Optimization, 2nd edition, algorithms 4.1 and 7.2; damping by Nielsen
   (Madsen, Nielsen and Tingleff, Methods for Non-Linear Least Squares Problems, 2nd edition, section 2.2). */
#include "lsq.h"

#include "bug.h"
#include "spd.h"

#include <math.h>
#include <string.h>

/* How far the model is trusted. */
static const double first_radius = 0.3, first_damping = 1e-3;
/* The model is good above the first ratio of the fall of |f|^2 to the predicted one, and bad below the second. */
static const double good = 0.75, bad = 0.25, grow = 3, shrink = 2;
/* Conjugate gradients stop at this relative size of the residual gradient; the next step mends the rest. */
static const double enough = 1e-2;
/* A step that changes no unknown by more than this, relatively, is the last. */
static const double still = 1e-4;
/* A gradient of this size, relative to |f|^2 / 2, is none. */
static const double flat = 1e-8;
enum { MOST_REJECTED = 16 };

/* A search and the parts of its room. */
struct search {
    const struct lsq *l;
    double *x, *f, *g, *jtj;               /* where it stands: f, J^T f and J^T J at x; no J^T J without damping */
    double *step, *trial_x, *trial_f;      /* where it may go */
    double *rest, *along, *scratch;        /* p each */
    double *moved, *factor;                /* J times a direction; room for J^T J + damping I */
    double radius, damping, damping_times; /* Nielsen's mu and nu */
};

size_t lsq_room(const struct lsq *l)
{
    return 3 * l->n + 6 * l->p + (l->along ? 0 : 2 * l->p * l->p);
}

size_t lsq_errors_room(const struct lsq *l)
{
    return l->n + l->p * l->p;
}

static double product(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Sets out to a + times b. */
static void sum_to(double *out, const double *a, double times, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = a[i] + times * b[i];
}

/* Takes n numbers of the room. */
static double *part(double **room, size_t n)
{
    double *const at = *room;
    *room += n;
    return at;
}

static void start_search(struct search *s, const struct lsq *l, double *x, double *room)
{
    *s = (struct search){.l = l, .x = x, .damping_times = 2};
    s->f = part(&room, l->n);
    s->trial_f = part(&room, l->n);
    s->moved = part(&room, l->n);
    s->g = part(&room, l->p);
    s->step = part(&room, l->p);
    s->trial_x = part(&room, l->p);
    s->rest = part(&room, l->p);
    s->along = part(&room, l->p);
    s->scratch = part(&room, l->p);
    if (!l->along) {
        s->jtj = part(&room, l->p * l->p);
        s->factor = part(&room, l->p * l->p);
    }
    l->residuals(x, l->data, s->f);
    l->slope(x, l->data, s->f, s->g, s->jtj);
    s->radius = first_radius * fmax(1, sqrt(product(x, x, l->p)));
    for (size_t i = 0; i < l->p && s->jtj; i++)
        s->damping = fmax(s->damping, first_damping * s->jtj[i * l->p + i]);
}

/* Sets the step to step + t along, t > 0, on the edge of the region. */
static void step_to_edge(struct search *s)
{
    const size_t p = s->l->p;
    const double dd = product(s->along, s->along, p), zd = product(s->step, s->along, p),
                 zz = product(s->step, s->step, p);
    const double t = (sqrt(zd * zd + dd * (s->radius * s->radius - zz)) - zd) / dd;
    sum_to(s->step, s->step, t, s->along, p);
}

/* Sets the step by conjugate gradients. Returns false where they come to no end. */
static bool step_in_region(struct search *s)
{
    const size_t p = s->l->p;
    double left = product(s->g, s->g, p); /* |rest|^2 */
    const double all = left;
    for (size_t i = 0; i < p; i++) {
        s->step[i] = 0;
        s->rest[i] = s->along[i] = -s->g[i];
    }
    for (size_t i = 0; i < s->l->n && left > 0; i++) {
        s->l->along(s->x, s->l->data, s->along, s->moved);
        const double curve = product(s->moved, s->moved, s->l->n);
        const double far = left / curve;
        sum_to(s->scratch, s->step, far, s->along, p);
        if (!(curve > 0) || sqrt(product(s->scratch, s->scratch, p)) >= s->radius) {
            step_to_edge(s);
            return true;
        }
        memcpy(s->step, s->scratch, p * sizeof *s->step);
        s->l->slope(s->x, s->l->data, s->moved, s->scratch, NULL);
        sum_to(s->rest, s->rest, -far, s->scratch, p);
        const double now = product(s->rest, s->rest, p);
        if (now < enough * enough * all)
            return true;
        sum_to(s->along, s->rest, now / left, s->along, p);
        left = now;
    }
    return !(left > 0);
}

/* Sets the step by damped normal equations. Returns false where they are singular. */
static bool step_damped(struct search *s)
{
    const size_t p = s->l->p;
    memcpy(s->factor, s->jtj, p * p * sizeof *s->factor);
    for (size_t i = 0; i < p; i++) {
        s->factor[i * p + i] += s->damping;
        s->step[i] = -s->g[i];
    }
    if (!spd_factor(s->factor, p))
        return false;
    spd_solve(s->factor, p, s->step);
    return true;
}

/* Returns how far |f|^2 falls by the model: -2 g d - |J d|^2. */
static double predicted_fall(struct search *s)
{
    const size_t p = s->l->p;
    double curve = 0;
    if (s->l->along) {
        s->l->along(s->x, s->l->data, s->step, s->moved);
        curve = product(s->moved, s->moved, s->l->n);
    } else
        for (size_t i = 0; i < p; i++)
            for (size_t j = 0; j < p; j++)
                curve += s->step[i] * s->step[j] * s->jtj[i > j ? i * p + j : j * p + i];
    return -2 * product(s->g, s->step, p) - curve;
}

/* Finds a trial and returns its fall of |f|^2 over the predicted one; 0 or less: it is no good. */
static double try_step(struct search *s)
{
    const struct lsq *l = s->l;
    if (!(l->along ? step_in_region(s) : step_damped(s)))
        return -1;
    sum_to(s->trial_x, s->x, 1, s->step, l->p);
    l->residuals(s->trial_x, l->data, s->trial_f);
    const double fall = product(s->f, s->f, l->n) - product(s->trial_f, s->trial_f, l->n);
    const double predicted = predicted_fall(s);
    return fall > 0 && predicted > 0 ? fall / predicted : -1;
}

/* Trusts the model more or less after a trial with that ratio. */
static void learn_trust(struct search *s, double ratio)
{
    s->radius = ratio > good ? s->radius * grow : ratio < bad ? s->radius / shrink : s->radius;
    if (ratio > 0) {
        const double off = 2 * ratio - 1;
        s->damping *= fmax(1.0 / 3, 1 - off * off * off);
        s->damping_times = 2;
    } else {
        s->damping *= s->damping_times;
        s->damping_times *= 2;
    }
}

/* Makes one step. Returns false where none makes |f| smaller. */
static bool make_step(struct search *s)
{
    const struct lsq *l = s->l;
    for (int i = 0; i < MOST_REJECTED; i++) {
        const double ratio = try_step(s);
        learn_trust(s, ratio);
        if (ratio > 0) {
            double *const old = s->f;
            memcpy(s->x, s->trial_x, l->p * sizeof *s->x);
            s->f = s->trial_f;
            s->trial_f = old;
            l->slope(s->x, l->data, s->f, s->g, s->jtj);
            return true;
        }
    }
    return false;
}

/* Did the last step change nothing, or is the gradient none? */
static bool at_rest(const struct search *s)
{
    bool moves = false;
    double slope = 0;
    for (size_t i = 0; i < s->l->p; i++) {
        moves = moves || fabs(s->step[i]) > still * still + still * fabs(s->x[i]);
        slope = fmax(slope, fabs(s->g[i]) * fmax(s->x[i], 1));
    }
    return !moves || slope <= flat * fmax(product(s->f, s->f, s->l->n) / 2, 1);
}

bool lsq_solve(const struct lsq *l, double *x, int steps, double *room)
{
    struct search s;
    BUG_UNLESS(l->n >= l->p && steps > 0);
    start_search(&s, l, x, room);
    if (!isfinite(product(s.f, s.f, l->n)) || !isfinite(product(s.g, s.g, l->p)))
        return false;
    for (int i = 0; i < steps; i++)
        if (!make_step(&s) || at_rest(&s))
            break;
    return true;
}

bool lsq_errors(const struct lsq *l, const double *x, double *errors, double *room)
{
    double *const f = part(&room, l->n), *const jtj = part(&room, l->p * l->p);
    l->residuals(x, l->data, f);
    l->slope(x, l->data, f, NULL, jtj);
    const bool regular = spd_factor(jtj, l->p);
    if (regular)
        spd_inverse_diagonal(jtj, l->p, errors);
    for (size_t i = 0; i < l->p; i++)
        errors[i] = regular ? sqrt(errors[i]) : NAN;
    return regular;
}
