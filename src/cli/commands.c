#include "commands.h"

const struct command *const commands_all[] = {&command_run,      &command_predict,   &command_fit,    &command_explain,
                                              &command_validate, &command_calibrate, &command_list,   &command_show,
                                              &command_check,    &command_schema,    &command_import, &command_init,
                                              &command_manual,   &command_completion};
const size_t commands_n = sizeof commands_all / sizeof *commands_all;
