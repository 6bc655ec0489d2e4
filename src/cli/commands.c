#include "commands.h"

static const struct command *const all[] = {&command_run,     &command_compare, &command_predict,   &command_fit,
                                            &command_deploy,  &command_explain, &command_validate,  &command_calibrate,
                                            &command_list,    &command_show,    &command_check,     &command_schema,
                                            &command_prices,  &command_import,  &command_rig,       &command_init,
                                            &command_convert, &command_manual,  &command_completion};
const struct command_table commands_all = {sizeof all / sizeof *all, all};
