# Draws context.svg: gnuplot context.gp
set datafile separator "\t"
set datafile missing "?"
set datafile commentschars ""
set encoding utf8
set terminal svg noenhanced size 640,440 font "DejaVu Sans,20"
set output 'context.svg'
unset key
unset border
unset xtics
unset ytics
set style fill solid 1 noborder
set style textbox noborder
set lmargin at screen 0.09375
set rmargin at screen 0.99375
set bmargin at screen 0.17273
set tmargin at screen 0.90000
set xrange [0:16.6957]
set yrange [0:166.644]
set ytics scale 0 textcolor rgb "#1f2328" ('0' 0, '50' 50, '100' 100, '150' 150)
set grid ytics back lt 1 lw 1 lc rgb "#d0d7de"
set xtics scale 0 textcolor rgb "#1f2328" ('0' 0, '2K' 2, '8K' 4, '32K' 6, '128K' 8)
set label 'tokens in the KV cache' at screen 0.30938, character 0.75 center textcolor rgb "#1f2328"
set label 'decode (tok/s)' at screen 0.012, screen 0.96818 left textcolor rgb "#1f2328"
file = 'context.tsv'
plot for [d=1:8] file using (d-1):(column(6+d)):(1):(column(7+d)-column(6+d)) skip 1 every ::0::0 with vectors nohead lw 3 lc rgb "#0072B2", \
     for [d=0:8] file using (d):(column(7+d)) skip 1 every ::0::0 with points pt 7 ps 0.9 lc rgb "#0072B2", \
     file using 5:6:(8.4-$5):($4-$6) skip 1 every ::0::0 with vectors nohead lw 1 dt 3 lc rgb "#0072B2", \
     for [d=1:8] file using (d-1):(column(6+d)):(1):(column(7+d)-column(6+d)) skip 1 every ::1::1 with vectors nohead lw 3 lc rgb "#D55E00", \
     for [d=0:8] file using (d):(column(7+d)) skip 1 every ::1::1 with points pt 9 ps 0.9 lc rgb "#D55E00", \
     file using 5:6:(8.4-$5):($4-$6) skip 1 every ::1::1 with vectors nohead lw 1 dt 3 lc rgb "#D55E00", \
     for [d=1:8] file using (d-1):(column(6+d)):(1):(column(7+d)-column(6+d)) skip 1 every ::2::2 with vectors nohead lw 3 lc rgb "#009E73", \
     for [d=0:8] file using (d):(column(7+d)) skip 1 every ::2::2 with points pt 5 ps 0.9 lc rgb "#009E73", \
     file using 5:6:(8.4-$5):($4-$6) skip 1 every ::2::2 with vectors nohead lw 1 dt 3 lc rgb "#009E73", \
     for [d=1:8] file using (d-1):(column(6+d)):(1):(column(7+d)-column(6+d)) skip 1 every ::3::3 with vectors nohead lw 3 lc rgb "#CC79A7", \
     for [d=0:8] file using (d):(column(7+d)) skip 1 every ::3::3 with points pt 13 ps 0.9 lc rgb "#CC79A7", \
     file using 5:6:(8.4-$5):($4-$6) skip 1 every ::3::3 with vectors nohead lw 1 dt 3 lc rgb "#CC79A7", \
     for [d=1:8] file using (d-1):(column(6+d)):(1):(column(7+d)-column(6+d)) skip 1 every ::4::4 with vectors nohead lw 3 lc rgb "#E69F00", \
     for [d=0:8] file using (d):(column(7+d)) skip 1 every ::4::4 with points pt 6 ps 0.9 lc rgb "#E69F00", \
     file using 5:6:(8.4-$5):($4-$6) skip 1 every ::4::4 with vectors nohead lw 1 dt 3 lc rgb "#E69F00", \
     for [d=1:8] file using (d-1):(column(6+d)):(1):(column(7+d)-column(6+d)) skip 1 every ::5::5 with vectors nohead lw 3 lc rgb "#56B4E9", \
     for [d=0:8] file using (d):(column(7+d)) skip 1 every ::5::5 with points pt 4 ps 0.9 lc rgb "#56B4E9", \
     file using 5:6:(8.4-$5):($4-$6) skip 1 every ::5::5 with vectors nohead lw 1 dt 3 lc rgb "#56B4E9", \
     file using (8.75):4:3 skip 1 with labels left textcolor rgb "#1f2328"
unset output
